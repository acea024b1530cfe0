/** As VS Code answers every call that waits for its window when that goes: its `CancellationError` (vs/base/common/errors.ts). */
export function canceledByVsCode(): Error {
  const error = new Error("Canceled");
  error.name = error.message;
  return error;
}
