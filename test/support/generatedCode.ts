/** Source texts made up line by line, the same for the same numbers. */

const PLAIN = [
  "  const total = items.reduce((sum, { amount, tax }) => sum + amount * (1 + tax), 0);",
  '  if (customer.status === "blocked") throw new Error(`customer ${customer.id} is blocked`);',
  "  // Orders of the same day go together; see the table above.",
  "  for (const item of order.items) lines.push(lineOf(item, currency));",
  '  await repository.save({ ...order, state: "paid", paidAt: clock.now() });',
  "  return lines.filter(({ quantity }) => quantity > 0).map((line) => format(line, locale));",
  "",
  '  logger.info("stored", { id: order.id, url: "https://shop.example/orders" });',
];

/** A file of TypeScript with so many lines, in functions of 12; in every 25th a call of the service. */
export function generatedFile(lines: number): string {
  const text: string[] = ['const DEEPVUE = "https://production.deepvue.tech/v1";'];
  for (let number = 0; text.length < lines; number++) {
    text.push(`export async function step${number}(order: Order, customer: Customer) {`);
    for (let line = 0; line < 10; line++) text.push(PLAIN[(number * 7 + line * 3) % PLAIN.length] ?? "");
    if (number % 25 === 0)
      text.push("  await client.get(`${DEEPVUE}/verification/panbasic?pan_number=${customer.pan}`);");
    text.push("}");
  }
  return `${text.slice(0, lines).join("\n")}\n`;
}

export interface GeneratedFile {
  readonly fileName: string;
  readonly text: string;
}

/** A workspace: most files never name the service, every 50th calls it, every 20th calls a function of those. */
export function* generatedWorkspace(files: number): Generator<GeneratedFile> {
  for (let number = 0; number < files; number++) {
    const plain = Array.from(
      { length: 60 + (number % 7) * 40 },
      (_, line) => PLAIN[(number + line * 5) % PLAIN.length],
    );
    if (number % 50 === 0) {
      plain.splice(
        30,
        0,
        `export async function verifyPan${number}(pan: string) {`,
        "  return fetch(`https://production.deepvue.tech/v1/verification/pan-plus?pan_number=${pan}`);",
        "}",
      );
    } else if (number % 20 === 0) plain.splice(20, 0, `  await verifyPan${number - (number % 50)}(customer.pan);`);
    yield { fileName: `src/part${number % 40}/file${number}.ts`, text: `${plain.join("\n")}\n` };
  }
}
