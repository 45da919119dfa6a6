import { authority, keyOf } from "../support/certificates";
import { client, codes, NOW, only } from "../support/inspect";

test("a certificate that has ended is said to, with the date", () =>
  expect(only(client({ notAfter: "20261110120000Z" }))).toMatchObject({
    code: "expired",
    message: "CN=client (block at line 1) ended on 2026-11-10T12:00:00Z, 14 days before 2026-11-24T12:00:00Z",
  }));

test("the second in which it ends counts as ended, as for OpenSSL", () => {
  expect(codes(client({ notAfter: "20261124120000Z" }))).toEqual(["expired"]);
  expect(codes(client({ notAfter: "20261124120001Z" }))).toEqual(["expires-soon"]);
});

test("the second in which it begins counts as begun", () => {
  expect(codes(client({ notBefore: "20261124120000Z" }))).toEqual([]);
  expect(codes(client({ notBefore: "20261124120001Z" }))).toEqual(["not-yet-valid"]);
});

test("dates before 2050 may be in two digits", () => {
  expect(codes(client({ notBefore: "991231235959Z", notAfter: "491231235959Z" }))).toEqual([]);
  expect(codes(client({ notBefore: "500101000000Z", notAfter: "491231235959Z" }))).toEqual([]);
});

test("the days of the warning can be chosen", () => {
  const inTenDays = client({ notAfter: "20261204120000Z" });
  expect(codes(inTenDays)).toEqual(["expires-soon"]);
  expect(codes(inTenDays, { expiryWarningDays: 9 })).toEqual([]);
  expect(codes(inTenDays, { expiryWarningDays: Number.MAX_SAFE_INTEGER })).toEqual(["expires-soon"]);
});

test("an intermediate authority that has ended ends the chain", () => {
  const middle = authority("CN=Middle", {
    issuer: authority("CN=Root"),
    notAfter: "20200102000000Z",
    key: keyOf("p256", 1),
  });
  const { certificate, key } = client({ issuer: middle });
  expect(only({ certificate: certificate + middle.pem, key })).toMatchObject({
    code: "expired",
    message: expect.stringContaining("CN=Middle (block 2 of 2, line 10)"),
  });
});

test("the 29th of February is there in leap years", () => {
  expect(codes(client({ notAfter: "20960229000000Z" }))).toEqual([]);
  expect(codes(client({ notAfter: "20970229000000Z" }))).toEqual(["certificate-malformed"]);
  expect(codes(client({ notAfter: "21000229000000Z" }))).toEqual(["certificate-malformed"]);
});

test.each([
  "20261131000000Z",
  "20260024000000Z",
  "20261100000000Z",
  "20991231240000Z",
  "20991231236000Z",
  "20991231235960Z",
  "202611240000Z",
  "20261124000000",
  "20261124000000+0100",
  "20261124000000.5Z",
  "never",
])("the date %j cannot be read, which is an error", (notAfter) =>
  expect(codes(client({ notAfter }))).toEqual(["certificate-malformed"]),
);

test("the clock is the one that is passed in", () =>
  expect(codes(client({ notAfter: "20270101000000Z" }), { now: new Date(NOW.getTime() + 366 * 86_400_000) })).toEqual([
    "expired",
  ]));
