// A certificate's handshake goes on while the app declares the next ones: what it refuses is nowhere all the same.
import { DataAwsIamRole } from "@cdktf/provider-aws/lib/data-aws-iam-role";
import { Testing } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { TestApp } from "../support/app";
import { authority, certificate, extension, keyPem, type Made } from "../support/certificates";
import { nothing } from "../support/der";

const root = authority("CN=Root");
const good = certificate("CN=good", { issuer: root });
/** By the handshake alone: no rule knows the extension. */
const refused = certificate("CN=refused", { issuer: root, extensions: [extension("1.2.3.4", nothing(), true)] });

function declare(all: Record<string, Made>, formerly: Record<string, string> = {}) {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const declared = Object.entries(all).map(([id, { pem, key }]) => {
    const files = app.pair(id, { certificate: pem, privateKey: keyPem(key) });
    const host = `${id.toLowerCase()}.test`;
    return new ClientCertificate(stack, id, { registry, host, formerly: formerly[id], ...files });
  });
  return { app, stack, registry, declared };
}

test("to declare certificates waits for no handshake; the name of a secret waits for its own", () => {
  const wait = jest.spyOn(Atomics, "wait");
  const receive = jest.spyOn(require("node:worker_threads"), "receiveMessageOnPort");
  const { declared } = declare({ One: good, Two: good, Bad: refused });
  expect(wait).not.toHaveBeenCalled();
  expect(receive).not.toHaveBeenCalled();
  expect(declared.map(({ facts }) => facts?.subject)).toEqual(["CN=good", "CN=good", "CN=refused"]);
  expect(declared[1]!.secretName).toEqual(expect.stringContaining("TOKEN"));
  expect(declared[1]!.secretName).toBe(declared[1]!.secretName);
  const received = receive.mock.calls.length;
  expect(declared[0]!.secretName).toEqual(expect.stringContaining("TOKEN"));
  expect(receive.mock.calls).toHaveLength(received);
  expect(declared[2]!.secretName).toBeUndefined();
});

test("a configuration that is taken without validations holds nothing of a certificate that the handshake refuses", () => {
  const { stack, registry, declared } = declare({ One: good, Bad: refused });
  const role = new DataAwsIamRole(stack, "Role", { name: "check" });
  for (const granting of [registry, ...declared]) granting.grantUse(role);
  registry.resolve(stack, "Asked", "bad.test");
  const { resource, output, data } = JSON.parse(Testing.synth(stack));
  const { aws_iam_role_policy: policies, ...others } = resource;
  const ids = Object.values(others).flatMap((ofType) => Object.keys(ofType as object));
  expect(ids.filter((id) => id.startsWith("One_"))).toHaveLength(5);
  expect(ids.filter((id) => id.startsWith("Bad_"))).toEqual([]);
  // What was granted stays, as it does for files that cannot be read.
  expect(JSON.stringify([others, output, data.aws_lambda_invocation])).not.toMatch(/Bad_|shop\/Bad|CN=refused/);
  expect(Object.keys(output.client_certificates.value)).toEqual(["one.test (shop/One)"]);
  expect(JSON.stringify(stack.toTerraform())).not.toMatch(/Bad_(?:Secret|Key|Added|Registration)/);
});

test("what the handshake refuses stops the synth, in the order of the declarations", () => {
  const { app } = declare({ Bad: refused, One: good, Worse: refused });
  const message = expect.stringMatching(
    /^Synth stops: 2 errors in 2 of 3 [\s\S]*shop\/Bad \(.*\n.*extension-invalid: [\s\S]*shop\/Worse \(.*\n.*extension-invalid: /,
  );
  expect(() => app.app.synth()).toThrow(expect.objectContaining({ message }));
});

test("a declaration that the handshake refuses is not said to be where another one was", () => {
  const { app } = declare({ Old: refused, New: good }, { New: "shop/Old" });
  expect(() => app.app.synth()).toThrow(/^(?=[\s\S]*extension-invalid)(?![\s\S]*still declared)/);
});
