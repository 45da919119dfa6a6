import fc from "fast-check";
import { matchesHost } from "../../src/host/host-pattern";
import { judgeHost } from "../../src/host/judge-host";

const codes = (given: string, allowBroadHost = false) =>
  judgeHost(given, { allowBroadHost }).findings.map(({ code }) => code);

test.each([
  "acme.com",
  "*.acme.com",
  "*.api.acme.co.uk",
  "{a,b}.api.acme.com",
  "{,www.}acme.com",
  "*.corp.internal",
  "localhost",
  "10.0.0.1",
  "::1",
  "[::1]",
  "s3.amazonaws.com",
  "+(a|b).acme.com",
  "@(a|b).acme.com",
  "[a-z]*.acme.com",
  "[!0-9]*.acme.com",
  "[^a_]*.acme.com",
  "[A-Z0-9-]*.acme.com",
  "[!a]*.acme.com",
  "www[.-]eu.acme.com",
  "{1..64}.acme.com",
  "_x.acme.com",
])("%s is a fine host", (given) => {
  expect(codes(given)).toEqual([]);
});

test.each(["*", "**", "*.com", "*.co.uk", "*acme.com", "acme.*", "*.github.io", "{acme,partner}.com", "10.0.0.*"])(
  "%s is too broad, unless that is allowed",
  (given) => {
    expect(codes(given)).toEqual(["host-too-broad"]);
    expect(codes(given, true)).toEqual([]);
  },
);

test.each([
  ["https://acme.com/x", 'write "acme.com"'],
  ["acme.com/x", 'write "acme.com"'],
  ["acme.com:8443", 'write "acme.com"'],
  ["https://acme.com:8443/x?y=1", 'write "acme.com"'],
  ["user@acme.com", 'write "acme.com"'],
  ["acme.com?x=1", 'write "acme.com"'],
  ["#acme.com", "write a host name, e.g. api.acme.com"],
  ["https://", "write a host name, e.g. api.acme.com"],
  ["a b.com", "write ab.com"],
  ["a..b", "remove the extra dot"],
  [".acme.com", "remove the extra dot"],
  ["", "write a host name, e.g. api.acme.com"],
  ["bü*.example", "write the label in its xn-- form, or use * for the whole label"],
  ["[].acme.com", "write what it may match, e.g. [a-z]"],
  ["*[z-a].acme.com", "write what it may match, e.g. [a-z]"],
  ["[ab][$].acme.com", "write what it may match, e.g. [a-z]"],
  ["x[a,b].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a$].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a[].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a|b].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["*[a*?].acme.com", "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others"],
  ["{1..65}.acme.com", "use a wildcard, or declare it in parts"],
  ["{1..1000000000}.acme.com", "use a wildcard, or declare it in parts"],
  [`${"a".repeat(64)}.acme.com`, "a label has at most 63"],
  [`${"abc.".repeat(70)}com`, "write a shorter pattern"],
])("%s can never match, and the fix is: %s", (given, fix) => {
  const { findings } = judgeHost(given);
  expect(findings).toMatchObject([{ code: "host-invalid", severity: "error", file: given, fix }]);
});

test.each(["!acme.com", "#acme.com", "{a.acme.com", "a\\b.acme.com", "*.ac me.com", "*.acme.com\n"])(
  "%j can never match",
  (given) => {
    expect(codes(given)).toEqual(["host-invalid"]);
  },
);

test.each([
  ["Acme.COM.", "acme.com"],
  ["*.Bücher.example", "*.xn--bcher-kva.example"],
  ["[2001:DB8::1]", "2001:db8::1"],
])("%s is normalised to %s", (given, pattern) => {
  expect(judgeHost(given).pattern).toBe(pattern);
});

test("a domain that is accepted matches itself", () => {
  fc.assert(
    fc.property(fc.domain(), (domain) => {
      const { pattern, findings } = judgeHost(domain);
      expect(findings).toEqual([]);
      expect(matchesHost(pattern, new URL(`https://${domain}`).hostname)).toBe(true);
    }),
  );
});
