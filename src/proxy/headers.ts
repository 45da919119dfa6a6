/** Header fields that are about one connection, not about the message (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Names and values in turn, as `rawHeaders` of node:http. */
export type RawHeaders = readonly string[];

/**
 * The fields that belong to the message and go on to the other side; HTTP/2's pseudo fields are left out.
 *
 * @param besides names, in lower case, of fields that are left out as well
 */
export function endToEnd(headers: RawHeaders, ...besides: readonly string[]): string[] {
  const dropped = new Set(besides);
  for (const value of valuesOf(headers, "connection")) {
    for (const option of value.toLowerCase().split(",")) dropped.add(option.trim());
  }
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase();
    if (HOP_BY_HOP.has(name) || dropped.has(name) || name.startsWith(":")) continue;
    kept.push(headers[i]!, headers[i + 1]!);
  }
  return kept;
}

/** HTTP/2 may tell cookies in several fields, HTTP/1.1 in one (RFC 9113, section 8.2.3). */
export function withOneCookie(headers: RawHeaders): string[] {
  const cookies = valuesOf(headers, "cookie");
  return cookies.length < 2 ? [...headers] : [...endToEnd(headers, "cookie"), "cookie", cookies.join("; ")];
}

/** Every value of a field, whatever the case of its name. */
export function valuesOf(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]!.toLowerCase() === name) values.push(headers[i + 1]!);
  }
  return values;
}

export function pairs(headers: RawHeaders): [name: string, value: string][] {
  return Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i]!, headers[2 * i + 1]!]);
}
