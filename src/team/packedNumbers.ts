const [MINUS, NINE, ZERO] = [45, 57, 48];

/** The integers of a text, exact up to 2^53, whatever separates them. A year has a hundred thousand: splitting it would take several times as long. */
export function integersIn(text: string): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const isNegative = text.charCodeAt(at) === MINUS;
    if (isNegative) at++;
    let value = 0;
    for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(++at))
      value = value * 10 + (code - ZERO);
    found.push(isNegative && value !== 0 ? -value : value);
  }
  return found;
}
