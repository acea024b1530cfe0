import type { WrittenPath } from "../address.ts";
import type { Endpoint } from "../endpoint.ts";
import type { TextRange, Via } from "../findings.ts";
import type { Around } from "../syntax/codeLine.ts";
import type { Bases } from "./bases.ts";

/** A call, by its line. */
export interface FoundCall {
  readonly line: number;
  readonly range: TextRange;
  readonly endpoint: Endpoint;
  readonly via: Via;
  /** Only in code. */
  readonly around?: Around;
}

/** An address or path that is wrong. */
export interface WrongAddress {
  readonly kind: "unknownPath" | "unknownHost" | "plainHttp";
  readonly line: number;
  readonly range: TextRange;
  /** As it is written. */
  readonly text: string;
}

export interface FoundCalls {
  readonly calls: readonly FoundCall[];
  readonly wrong: readonly WrongAddress[];
  readonly bases: Bases;
}

/** The hosts that occur in public code and do not exist. */
export const INVENTED_HOST = /^(?:api|auth|sandbox|prod|staging|www\.api)\.deepvue\.(?:tech|ai)$/;

/** Paths of a web server that are no endpoints. */
const NO_ENDPOINT =
  /^(?:v\d\/)?(?:docs?|redoc|openapi(?:\.json)?|health\w*|status|ping|favicon\.ico|robots\.txt|static|assets)(?:\/|$)/;

/** A folder alone, or what goes on at run time, is not wrong yet. */
export function isWrong({ path, isOpen }: WrittenPath): boolean {
  if (isOpen || NO_ENDPOINT.test(path)) return false;
  return !/^(?:v\d{1,2}\/)?(?:verification|business-compliance|mobile-intelligence|financial-services(?:\/credit-bureau)?|ekyc(?:\/aadhaar)?|kyc(?:\/digilocker)?|documents(?:\/extraction)?|verification\/(?:async|epfo|mca|itr|tax-payer)|v\d{1,2})?$/.test(
    path,
  );
}
