import { toCsv } from "../../src/inventory/csv";
import { rowFor } from "../support/inventories";

const line = (subject: string) => toCsv([rowFor({ host: "a.test", subject })]).split("\r\n")[1];

test("a column for each fact under its name in JSON, lines as in RFC 4180", () => {
  const csv = toCsv([rowFor({ host: "a.test", certificateAuthorities: ["CN=A", "CN=B"] })]);
  expect(csv).toMatch(/^host,notAfter,subject,issuer,declaration,[\w,]+\r\na\.test,2027-01-01T00:00:00Z,.*\r\n$/);
  expect(csv).toContain(',"CN=a.test, O=Acme",');
  expect(csv).toContain(",CN=A; CN=B,");
});

test.each([
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1", "'+1"],
  ["@SUM(1)", "'@SUM(1)"],
  ['-1,"x"', `"'-1,""x"""`],
  ["\uff1d1", "'\uff1d1"],
  [" =1", " '=1"],
  ["CN=x;=1+1|-2", "CN=x;'=1+1|'-2"],
  ["CN=x", "CN=x"],
])("%s is no formula of a spreadsheet", (subject, cell) => expect(line(subject)).toContain(`Z,${cell},CN=Acme CA,`));
