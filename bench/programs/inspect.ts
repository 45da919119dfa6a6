// `<material> <reference> <folder> <rounds> <milliseconds>`: one inspection, against the bare calls that parse, decrypt and compare.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { inspectClientCertificate } from "cdktf-client-certificates";
import { asn1, md, pkcs12, pki } from "node-forge";
import { compare, type Task } from "./compare";
import { report } from "./report";
import { withoutProof } from "./unproved";

export type Reference = "node:crypto" | "node-forge" | "node-forge, unproved";

const [material = "", reference = "", folder = "", rounds, time] = process.argv.slice(2);
const certificatePath = join(folder, `${material}.crt`);
const privateKeyPath = join(folder, `${material}.key`);
const pkcs12Path = join(folder, `${material}.p12`);
const isBundle = material.startsWith("pkcs12");
const passphrase = material === "rsa" || material === "ec" ? undefined : "changeit";

withoutProof();

function inspect(): void {
  const { ok } = inspectClientCertificate(isBundle ? { pkcs12Path } : { certificatePath, privateKeyPath }, {
    passphrase,
  });
  if (!ok) throw new Error(`${material} is not found good`);
}

const REFERENCES: Readonly<Record<string, { readonly pair: Task; readonly pkcs12?: Task }>> = {
  "node:crypto": { pair: pairByCrypto, pkcs12: bundleByCrypto },
  "node-forge": { pair: () => prove(pairByForge()), pkcs12: () => prove(bundleByForge()) },
  "node-forge, unproved": { pair: pairByForge },
};

function pairByCrypto(): void {
  const certificate = new X509Certificate(readFileSync(certificatePath));
  const key = createPrivateKey({ key: readFileSync(privateKeyPath), passphrase });
  if (!certificate.checkPrivateKey(key)) throw new Error("not of one pair");
}

/** Node opens a bundle for TLS only; that compares the key, too. */
function bundleByCrypto(): void {
  const { context } = createSecureContext({ pfx: readFileSync(pkcs12Path), passphrase });
  new X509Certificate((context as { getCertificate(): Buffer }).getCertificate());
}

interface ForgePair {
  readonly publicKey: pki.rsa.PublicKey;
  readonly privateKey: pki.rsa.PrivateKey;
}

function pairByForge(): ForgePair {
  const certificate = pki.certificateFromPem(readFileSync(certificatePath, "utf8"));
  const pem = readFileSync(privateKeyPath, "utf8");
  const key = passphrase === undefined ? pki.privateKeyFromPem(pem) : pki.decryptRsaPrivateKey(pem, passphrase);
  return pairOf(certificate, key);
}

function bundleByForge(): ForgePair {
  const content = asn1.fromDer(readFileSync(pkcs12Path).toString("latin1"));
  const bundle = pkcs12.pkcs12FromAsn1(content, passphrase);
  const bag = (type: string) => bundle.getBags({ bagType: type })[type]![0]!;
  return pairOf(bag(pki.oids.certBag!).cert!, bag(pki.oids.pkcs8ShroudedKeyBag!).key as pki.rsa.PrivateKey);
}

function pairOf(certificate: pki.Certificate, privateKey: pki.rsa.PrivateKey): ForgePair {
  const publicKey = certificate.publicKey as pki.rsa.PublicKey;
  if (!publicKey.n.equals(privateKey.n) || !publicKey.e.equals(privateKey.e)) throw new Error("not of one pair");
  return { publicKey, privateKey };
}

/** The public numbers are in the file of the key, too: that they fit says nothing of the private ones. */
function prove({ publicKey, privateKey }: ForgePair): void {
  const digest = md.sha256.create().update("proof");
  if (!publicKey.verify(digest.digest().bytes(), privateKey.sign(digest))) throw new Error("a damaged key");
}

void compare(
  { ours: inspect, reference: REFERENCES[reference]![isBundle ? "pkcs12" : "pair"]! },
  { rounds: Number(rounds), time: Number(time) },
).then(report);
