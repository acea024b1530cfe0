/** One measured figure beside its reference from the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What the same machine does at best, in the same unit. */
  reference?: number;
  /** value / reference */
  ratio?: number;
  /** What is to be reached, as people read it. */
  goal: string;
  met: boolean;
}

/** Hands a figure to `npm run bench`; a benchmark that is run alone prints it. */
export function report(figure: Figure): void {
  if (process.send) process.send(figure);
  else console.log(figure);
}
