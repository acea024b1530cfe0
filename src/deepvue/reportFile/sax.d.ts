/** What is used of the package `sax`, which brings no types. */
declare module "sax" {
  export interface Tag {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }
  export interface Parser {
    onopentag: (tag: Tag) => void;
    onclosetag: (name: string) => void;
    ontext: (text: string) => void;
    oncdata: (text: string) => void;
    onerror: (error: Error) => void;
    write(text: string): Parser;
    close(): Parser;
  }
  const sax: {
    /** Strict: anything that is not well-formed is an error. Entities beyond those of XML itself are errors too. */
    parser(strict: true, options: { readonly position: false; readonly strictEntities: true }): Parser;
  };
  export default sax;
}
