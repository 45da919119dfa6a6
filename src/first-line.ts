/** A passphrase file holds the passphrase on its first line, as for `openssl -passin file:…`. */
export function firstLine(text: string): string {
  return text.replace(/\r\n/g, "\n").split("\n", 1)[0]!;
}
