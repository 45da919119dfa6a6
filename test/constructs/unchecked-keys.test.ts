import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

const CONTEXT = "client-certificates:allowUncheckedKeys";
const VARIABLE = "TF_VAR_unchecked_passphrase";

let issued: Issued;

beforeAll(async () => {
  const plain = await (await Authority.create("Fork CA")).issue("check");
  issued = { ...plain, privateKey: encryptKey(plain.privateKey, "open sesame") };
});

afterEach(() => {
  delete process.env[VARIABLE];
  delete process.env[`SYNTH_${VARIABLE}`];
});

function synth(context: Record<string, unknown> = {}, passphrase = Passphrase.fromVariable("unchecked_passphrase")) {
  const app = new TestApp({ context });
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  new ClientCertificate(stack, "Acme", { registry, host: "acme.com", ...app.pair("acme", issued), passphrase });
  return app.synth();
}

test.each([undefined, ""])("a variable that is %p is an error by default", (value) => {
  if (value !== undefined) process.env[VARIABLE] = value;
  expect(() => synth()).toThrow(/passphrase-(missing|wrong)/);
  expect(() => synth({ [CONTEXT]: false })).toThrow(/passphrase-(missing|wrong)/);
});

test.each([undefined, ""])(
  "where the context allows it, a variable that is %p is a warning, and the stack is whole",
  (value) => {
    if (value !== undefined) process.env[VARIABLE] = value;
    const { annotations, template, manifest } = synth({ [CONTEXT]: true });
    expect(annotations).toMatchObject([{ level: "@cdktf/warn", message: expect.stringContaining("key-unchecked") }]);
    expect(template.variable).toHaveProperty("unchecked_passphrase");
    expect(manifest.registrations).toHaveLength(1);
  },
);

test("a variable that is set is checked all the same", () => {
  process.env[VARIABLE] = "wrong";
  expect(() => synth({ [CONTEXT]: true })).toThrow(
    `passphrase-wrong: the passphrase in the environment variable ${VARIABLE} does not decrypt the key`,
  );
  process.env[VARIABLE] = "open sesame";
  expect(synth({ [CONTEXT]: true }).annotations).toEqual([]);
});

test("synth reads the value by another name, too, as the cdktf command keeps TF_VAR_ from it", () => {
  process.env[`SYNTH_${VARIABLE}`] = "open sesame";
  expect(synth().annotations).toEqual([]);
  process.env[`SYNTH_${VARIABLE}`] = "wrong";
  expect(() => synth()).toThrow(`in the environment variable SYNTH_${VARIABLE} does not`);
});

test("a passphrase file that is not there stays an error", () => {
  expect(() => synth({ [CONTEXT]: true }, Passphrase.fromFile("nowhere.pass"))).toThrow("file-not-found");
});

test("anything but true or false is refused, rather than taken for one of them", () => {
  expect(() => synth({ [CONTEXT]: "false" })).toThrow("must be true or false");
});
