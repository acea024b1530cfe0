/** HTTP methods as source code and the service's documentation write them. */
export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * A path of the service as code names it: one entry for each version. What is known of it comes from the service's documentation or,
 * where `documented` is false, from public code that calls it.
 */
export interface Endpoint {
  /** With version: "/v1/verification/pan-plus". Also the key under which `deepvue.endpoints` names its product. */
  readonly path: string;
  /** Absent where code disagrees and no page tells. */
  readonly method?: HttpMethod;
  /** Title of the product: "PAN Plus". */
  readonly title: string;
  /** Paths that are steps of one product (create and result, OTP and its check) share it. */
  readonly family: string;
  /** A product id in the style of the only published one. A guess, never a fact; absent where nothing is charged as far as is known. */
  readonly likelyProduct?: string;
  /** False for the account's own calls: authorize, usage report, wallet balance; and for what a browser is sent to. */
  readonly charged: boolean;
  readonly documented: boolean;
  /** Page of the documentation (https), where one was seen. */
  readonly docs?: string;
}
