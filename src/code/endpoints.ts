import type { Endpoint, HttpMethod } from "./endpoint.ts";

const DOCS = "https://docs.deepvue.ai/reference/";

type Row = readonly [
  versions: string,
  /** Without slash and version. */
  path: string,
  method: HttpMethod | "",
  family: string,
  title: string,
  likelyProduct: string,
  /** Below {@link DOCS}; "-" for a path that is documented without an address that was seen, "" for one that only code has. */
  docs: string,
];

/** Source: docs.deepvue.ai, "API reference", and public code where the last column is empty. */
const ROWS: readonly Row[] = [
  ["1", "verification/panbasic", "GET", "panbasic", "PAN Basic", "PAN-Basic", "kyc/pan/pan-verification-basic"],
  ["12", "verification/pan-plus", "GET", "pan-plus", "PAN Plus", "PAN-Plus", ""],
  ["1", "verification/panadvanced", "GET", "panadvanced", "PAN Advanced", "PAN-Advanced", ""],
  [
    "1",
    "verification/pan-aadhaar-link-status",
    "GET",
    "pan-aadhaar-link",
    "PAN Aadhaar Link",
    "PAN-Aadhaar-Link",
    "kyc/pan/pan-aadhaar-link-status",
  ],
  ["1", "verification/pan-kra-status", "GET", "pan-kra", "PAN KRA Status", "PAN-KRA", "kyc/pan/pan-kra-verification"],
  ["1", "verification/pan-to-fathername", "GET", "pan-to-fathername", "PAN to Father Name", "PAN-Fathername", ""],
  ["1", "verification/pan-msme-check", "GET", "pan-msme", "PAN MSME Check", "PAN-MSME", ""],
  [
    "1",
    "verification/tax-payer/tds/206-ab",
    "GET",
    "tds-206ab",
    "TDS 206 Compliance",
    "TDS-206AB",
    "kyb/tds-206-compliance",
  ],
  ["1", "verification/tax-payer/tan", "GET", "tan", "TAN Verification", "TAN", "kyb/tan-verification"],
  ["1", "verification/gstinlite", "GET", "gstinlite", "GST Basic", "GSTIN-Lite", "kyb/gst/gst-basic"],
  ["1", "verification/gstin-advanced", "GET", "gstin-advanced", "GST Advanced", "GSTIN-Advanced", ""],
  [
    "1",
    "verification/gstin/track-gstr",
    "GET",
    "track-gstr",
    "GST Return Status",
    "Track-GSTR",
    "kyb/gst/gst-return-status",
  ],
  ["1", "verification/gstin/gstin-by-pan", "GET", "gstin-by-pan", "PAN to GST", "PAN-to-GST", "kyb/gst/pan-to-gst"],
  ["1", "verification/mca/cin", "GET", "mca-cin", "CIN Verification", "MCA-CIN", ""],
  ["1", "verification/mca/din", "GET", "mca-din", "DIN Verification", "MCA-DIN", "kyb/mca/din-verification"],
  ["1", "business-compliance/din-to-pan", "GET", "din-to-pan", "DIN to PAN", "DIN-to-PAN", "kyb/mca/din-to-pan"],
  ["1", "business-compliance/pan-to-din", "GET", "pan-to-din", "PAN to DIN", "PAN-to-DIN", "kyb/mca/pan-to-din"],
  ["1", "business-compliance/fssai-verification", "GET", "fssai", "FSSAI", "FSSAI", "kyb/fssai-verification"],
  [
    "1",
    "business-compliance/shop-establishment-certificate",
    "GET",
    "shop-establishment",
    "Shop Establishment",
    "Shop-Establishment",
    "",
  ],
  ["1", "verification/async/post-udyam-details", "POST", "udyam", "Udyam Aadhaar", "Udyam", ""],
  [
    "1",
    "verification/async/get-udyam-details",
    "GET",
    "udyam",
    "Udyam Aadhaar",
    "Udyam",
    "kyb/msme/async/result-udyam-aadhaar",
  ],
  ["1", "verification/async/post-udyog-details", "POST", "udyog", "Udyog Aadhaar", "Udyog", ""],
  ["1", "verification/async/get-udyog-details", "GET", "udyog", "Udyog Aadhaar", "Udyog", ""],
  ["1", "verification/aadhaar", "GET", "aadhaar", "Aadhaar Basic", "Aadhaar", ""],
  [
    "1",
    "ekyc/aadhaar/connect",
    "GET",
    "aadhaar-ekyc",
    "Aadhaar eKYC",
    "Aadhaar-eKYC",
    "digilocker-kyc/v1/initiate-session",
  ],
  [
    "1",
    "ekyc/aadhaar/generate-otp",
    "POST",
    "aadhaar-ekyc",
    "Aadhaar eKYC",
    "Aadhaar-eKYC",
    "digilocker-kyc/v1/generate-otp",
  ],
  [
    "1",
    "ekyc/aadhaar/verify-otp",
    "POST",
    "aadhaar-ekyc",
    "Aadhaar eKYC",
    "Aadhaar-eKYC",
    "digilocker-kyc/v1/verify-otp",
  ],
  ["1", "ekyc/aadhaar/reload-captcha", "GET", "aadhaar-ekyc", "Aadhaar eKYC", "Aadhaar-eKYC", "-"],
  [
    "2",
    "ekyc/aadhaar/generate-otp",
    "POST",
    "aadhaar-ekyc-v2",
    "Aadhaar eKYC V2",
    "Aadhaar-eKYC-V2",
    "digilocker-kyc/v2/generate-otp",
  ],
  [
    "2",
    "ekyc/aadhaar/verify-otp",
    "POST",
    "aadhaar-ekyc-v2",
    "Aadhaar eKYC V2",
    "Aadhaar-eKYC-V2",
    "digilocker-kyc/v2/verify-otp",
  ],
  [
    "1",
    "kyc/digilocker/initiate-session",
    "POST",
    "digilocker",
    "DigiLocker",
    "Digilocker",
    "digilocker-kyc/digilocker/initiate-session",
  ],
  ["1", "kyc/digilocker/digilocker-redirect", "GET", "digilocker", "DigiLocker redirect", "", "-"],
  [
    "1",
    "kyc/digilocker/access-token",
    "POST",
    "digilocker",
    "DigiLocker",
    "Digilocker",
    "digilocker-kyc/digilocker/access-token",
  ],
  [
    "1",
    "kyc/digilocker/issued-files",
    "POST",
    "digilocker",
    "DigiLocker",
    "Digilocker",
    "digilocker-kyc/digilocker/issued-files",
  ],
  [
    "1",
    "kyc/digilocker/file",
    "POST",
    "digilocker",
    "DigiLocker",
    "Digilocker",
    "digilocker-kyc/digilocker/download-file",
  ],
  ["1", "verification/post-driving-license", "POST", "driving-license", "Driving License", "Driving-License", "-"],
  [
    "1",
    "verification/get-driving-license",
    "GET",
    "driving-license",
    "Driving License",
    "Driving-License",
    "kyc/async/result-driver-license-verification",
  ],
  ["1", "verification/post-voter-id", "POST", "voter-id", "Voter ID", "Voter-ID", ""],
  ["1", "verification/get-voter-id", "GET", "voter-id", "Voter ID", "Voter-ID", ""],
  ["1", "verification/passport", "GET", "passport", "Passport", "Passport", "kyc/passport-verification"],
  ["1", "verification/rc-advanced", "GET", "rc-advanced", "RC Advanced", "RC-Advanced", ""],
  ["1", "verification/post-vehicle-rc", "", "vehicle-rc", "Vehicle RC", "Vehicle-RC", ""],
  ["1", "verification/rc-challan-details", "GET", "rc-challan", "RC Challan", "RC-Challan", ""],
  [
    "1",
    "verification/bankaccount",
    "GET",
    "bankaccount",
    "Penny Drop",
    "Bank-Account",
    "kyc/bank-account/penny-drop-verification",
  ],
  ["1", "verification/ifsc", "GET", "ifsc", "IFSC Lookup", "IFSC", ""],
  ["1", "verification/upi", "GET", "upi", "UPI", "UPI", "kyc/upi-verification"],
  ["1", "verification/upi-basic/batch", "POST", "upi-basic", "Bulk UPI", "UPI-Basic", "bulk-verification/upi"],
  ["1", "verification/batch-processing-status", "GET", "batch-status", "Bulk result", "", "bulk-verification/result"],
  [
    "1",
    "verification/mobile-to-vpa",
    "GET",
    "mobile-to-vpa",
    "Mobile to UPI",
    "Mobile-to-VPA",
    "mobile-number-intelligence/mobile-to-upi",
  ],
  ["1", "mobile-intelligence/mobile-to-pan", "", "mobile-to-pan", "Mobile to PAN", "Mobile-to-PAN", ""],
  ["1", "mobile-intelligence/mobile-to-name", "GET", "mobile-to-name", "Mobile to Name", "Mobile-to-Name", ""],
  [
    "1",
    "mobile-intelligence/mobile-to-network-details",
    "GET",
    "mobile-to-network",
    "Mobile Network Details",
    "Mobile-to-Network",
    "",
  ],
  [
    "1",
    "mobile-intelligence/mobile-to-digital-age",
    "GET",
    "mobile-to-digital-age",
    "Mobile Digital Age",
    "Mobile-to-Digital-Age",
    "",
  ],
  [
    "1",
    "mobile-intelligence/mobile-to-multiple-upi",
    "GET",
    "mobile-to-multiple-upi",
    "Mobile to Multiple UPI",
    "Mobile-to-Multiple-UPI",
    "",
  ],
  ["1", "mobile-intelligence/mobile-to-vehicle-rc", "GET", "mobile-to-rc", "Mobile to Vehicle RC", "Mobile-to-RC", ""],
  ["1", "mobile-intelligence/mobile-to-uan-list", "GET", "mobile-to-uan", "Mobile to UAN List", "Mobile-to-UAN", ""],
  ["1", "mobile-intelligence/mobile-to-dl-details", "GET", "mobile-to-dl", "Mobile to DL", "Mobile-to-DL", ""],
  ["1", "verification/mnrl/verify", "GET", "mnrl", "MNRL", "MNRL", ""],
  ["1", "verification/epfo/pan-to-uan", "", "pan-to-uan", "PAN to UAN", "PAN-to-UAN", ""],
  ["1", "verification/epfo/aadhaar-to-uan", "", "aadhaar-to-uan", "Aadhaar to UAN", "Aadhaar-to-UAN", ""],
  [
    "12",
    "verification/epfo/uan-to-employment-history",
    "GET",
    "uan-employment",
    "Employment History",
    "UAN-Employment",
    "",
  ],
  [
    "12",
    "financial-services/credit-bureau/credit-report",
    "GET",
    "credit-report",
    "Credit Report",
    "Credit-Report",
    "",
  ],
  [
    "2",
    "financial-services/credit-bureau/credit-report/sdk/report",
    "",
    "credit-report-sdk",
    "Credit Report SDK",
    "Credit-Report-SDK",
    "",
  ],
  [
    "3",
    "financial-services/credit-bureau/equifax/credit-report/sdk/session",
    "POST",
    "equifax",
    "Equifax Session",
    "Equifax",
    "financial-services/credit-bureau/equifax/initiate-session",
  ],
  ["2", "financial-services/credit-bureau/equifax/credit-report/sdk", "", "equifax", "Equifax SDK", "Equifax", ""],
  ["1", "verification/itr/create-client", "POST", "itr", "ITR", "ITR", "itr/create-client"],
  ["1", "verification/itr/get-itr-details", "GET", "itr", "ITR", "ITR", "itr/itr-details"],
  ["1", "verification/itr/get-ais-details", "GET", "itr-ais", "ITR AIS", "ITR-AIS", "itr/get-ais-details"],
  ["1", "verification/itr/ais-download", "POST", "itr-ais", "ITR AIS", "ITR-AIS", "itr/download-ais"],
  ["1", "liveness-check", "POST", "liveness", "Face Liveness", "Liveness", "forensics/face/face-liveness-check"],
  ["1", "facematch", "POST", "facematch", "Face Match", "Facematch", "forensics/face/face-match"],
  ["2", "facematch", "POST", "facematch-v2", "Face Match V2", "Facematch-V2", "forensics/face/face-match-v2"],
  ["1", "documents/extraction/ind_pancard", "POST", "pan-ocr", "PAN OCR", "PAN-OCR", ""],
  ["1", "documents/extraction/ind_aadhaar", "POST", "aadhaar-ocr", "Aadhaar OCR", "Aadhaar-OCR", ""],
  ["1", "authorize", "POST", "authorize", "Authorize", "", "-"],
  ["1", "client/usage-report", "GET", "usage-report", "Usage Report", "", "utilities/usage-report"],
  ["1", "internal/wallet-balance", "GET", "wallet-balance", "Wallet Balance", "", "utilities/wallet-balance"],
];

/** Every path that documentation or public code has, one entry for each version. */
export const ENDPOINTS: readonly Endpoint[] = ROWS.flatMap(
  ([versions, path, method, family, title, likelyProduct, docs]) =>
    Array.from(versions, (version) => ({
      path: `/v${version}/${path}`,
      ...(method !== "" && { method }),
      title: version !== "1" && !/V\d$/.test(title) ? `${title} V${version}` : title,
      family,
      ...(likelyProduct !== "" && { likelyProduct }),
      charged: likelyProduct !== "",
      documented: docs !== "",
      ...(docs.length > 1 && { docs: DOCS + docs }),
    })),
);

const BY_PATH: ReadonlyMap<string, Endpoint> = new Map(ENDPOINTS.map((endpoint) => [endpoint.path, endpoint]));

/** Without the version: the entries from the lowest version on. */
const BY_STEM: ReadonlyMap<string, readonly Endpoint[]> = Map.groupBy(ENDPOINTS, ({ path }) => path.slice(4));

/** Paths below these belong to them whatever their last part. */
const OPEN_ENDED: readonly string[] = ["financial-services/credit-bureau/equifax/credit-report/sdk"];

/**
 * The endpoint of a path as code has it: with or without slash and version, without query. A path without a version means the lowest
 * that is known, and a version that nobody has seen is not known.
 */
export function endpointOf(path: string): Endpoint | undefined {
  const { version, stem } = partsOf(path);
  if (version !== undefined) {
    const exact = BY_PATH.get(`/v${version}/${stem}`);
    if (exact !== undefined) return exact;
  }
  const known = BY_STEM.get(stem) ?? BY_STEM.get(OPEN_ENDED.find((start) => stem.startsWith(`${start}/`)) ?? "");
  return version === undefined ? known?.[0] : known?.find((each) => each.path.startsWith(`/v${version}/`));
}

/** Whether known paths begin with a path: "v1/verification", "verification/mca". */
export function isFolder(path: string): boolean {
  const { stem } = partsOf(path);
  return stem !== "" && ENDPOINTS.some((endpoint) => endpoint.path.startsWith(`${stem}/`, "/v1/".length));
}

/** The endpoint of a path that is its key in the setting `deepvue.endpoints`, and the others of its family. */
export function familyOf(endpoint: Endpoint): readonly Endpoint[] {
  return ENDPOINTS.filter(({ family }) => family === endpoint.family);
}

/** Real paths that a path without an entry may have meant, nearest first, at most three. */
export function nearestEndpoints(path: string): readonly Endpoint[] {
  const { version, stem } = partsOf(path);
  const wanted = stem.toLowerCase().slice(0, LONGEST);
  const scored = ENDPOINTS.filter(({ charged, family }) => charged || family === "authorize").map((endpoint) => {
    const isSameVersion = version === undefined || endpoint.path.startsWith(`/v${version}/`);
    return { endpoint, distance: unlikeness(wanted, endpoint.path.slice(4)) + (isSameVersion ? 0 : 0.05) };
  });
  const near = scored.filter(({ distance }) => distance <= FARTHEST).sort((a, b) => a.distance - b.distance);
  const stems = new Set<string>();
  return near
    .filter(({ endpoint }) => !stems.has(endpoint.path.slice(4)) && stems.add(endpoint.path.slice(4)))
    .slice(0, 3)
    .map(({ endpoint }) => endpoint);
}

/** Nobody's path is longer; more is not compared. */
const LONGEST = 80;
/** Share of a path's last part that may differ. */
const FARTHEST = 0.75;

function partsOf(path: string): { readonly version: string | undefined; readonly stem: string } {
  const [, version, stem = ""] = /^\/?(?:v(\d{1,2})\/)?(.*?)\/?$/s.exec(path) ?? [];
  return { version, stem };
}

/** 0 for the same words in the same order; a shared folder counts less than the name itself. */
function unlikeness(wanted: string, known: string): number {
  const [folder, name] = splitLast(wanted);
  const [knownFolder, knownName] = splitLast(known);
  const longest = Math.max(name.length, knownName.length, 1);
  const edits = distanceOf(name, knownName) / longest;
  const shared = sharedWords(wanted, known);
  const byWords = shared === 0 ? 1 : 0.6 * (1 - shared);
  return Math.min(edits, byWords) + (folder === knownFolder ? 0 : 0.15);
}

function splitLast(path: string): readonly [folder: string, name: string] {
  const at = path.lastIndexOf("/");
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

/** Words say what a path is about; those that every other path has too do not. */
const EMPTY_WORDS = new Set([
  "verification",
  "verify",
  "to",
  "get",
  "post",
  "by",
  "details",
  "status",
  "check",
  "advanced",
  "basic",
]);

function wordsIn(path: string): ReadonlySet<string> {
  const words = path
    .replaceAll("gstinlite", "gstin-lite")
    .replaceAll("panbasic", "pan-basic")
    .split(/[^a-z0-9]+/);
  return new Set(words.filter((word) => word !== "" && !EMPTY_WORDS.has(word)));
}

/** Share of all words of both that both have. */
function sharedWords(a: string, b: string): number {
  const [ofA, ofB] = [wordsIn(a), wordsIn(b)];
  const shared = [...ofA].filter((word) => ofB.has(word)).length;
  return shared === 0 ? 0 : shared / (ofA.size + ofB.size - shared);
}

/** Levenshtein's distance. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
