"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var inspect_exports = {};
module.exports = __toCommonJS(inspect_exports);
var import_node_crypto = require("node:crypto");
var import_node_fs = require("node:fs");
var import_node_path = require("node:path");
var import_node_tls = require("node:tls");
var import_cdktf_client_certificates = require("cdktf-client-certificates");
var import_node_forge = require("node-forge");
var import_compare = require("./compare");
var import_report = require("./report");
const [material = "", reference = "", folder = "", rounds, time] = process.argv.slice(2);
const certificatePath = (0, import_node_path.join)(folder, `${material}.crt`);
const privateKeyPath = (0, import_node_path.join)(folder, `${material}.key`);
const pkcs12Path = (0, import_node_path.join)(folder, `${material}.p12`);
const isBundle = material === "pkcs12";
const passphrase = material === "rsa" || material === "ec" ? void 0 : "passphrase";
function inspect() {
  const { ok } = (0, import_cdktf_client_certificates.inspectClientCertificate)(isBundle ? { pkcs12Path } : { certificatePath, privateKeyPath }, {
    passphrase
  });
  if (!ok) throw new Error(`${material} is not found good`);
}
const REFERENCES = {
  "node:crypto": { pair: pairByCrypto, pkcs12: bundleByCrypto },
  "node-forge": { pair: () => prove(pairByForge()), pkcs12: () => prove(bundleByForge()) },
  "node-forge, unproved": { pair: pairByForge }
};
function pairByCrypto() {
  const certificate = new import_node_crypto.X509Certificate((0, import_node_fs.readFileSync)(certificatePath));
  const key = (0, import_node_crypto.createPrivateKey)({ key: (0, import_node_fs.readFileSync)(privateKeyPath), passphrase });
  if (!certificate.checkPrivateKey(key)) throw new Error("not of one pair");
}
function bundleByCrypto() {
  const { context } = (0, import_node_tls.createSecureContext)({ pfx: (0, import_node_fs.readFileSync)(pkcs12Path), passphrase });
  new import_node_crypto.X509Certificate(context.getCertificate());
}
function pairByForge() {
  const certificate = import_node_forge.pki.certificateFromPem((0, import_node_fs.readFileSync)(certificatePath, "utf8"));
  const pem = (0, import_node_fs.readFileSync)(privateKeyPath, "utf8");
  const key = passphrase === void 0 ? import_node_forge.pki.privateKeyFromPem(pem) : import_node_forge.pki.decryptRsaPrivateKey(pem, passphrase);
  return pairOf(certificate, key);
}
function bundleByForge() {
  const content = import_node_forge.asn1.fromDer((0, import_node_fs.readFileSync)(pkcs12Path).toString("latin1"));
  const bundle = import_node_forge.pkcs12.pkcs12FromAsn1(content, passphrase);
  const bag = (type) => bundle.getBags({ bagType: type })[type][0];
  return pairOf(bag(import_node_forge.pki.oids.certBag).cert, bag(import_node_forge.pki.oids.pkcs8ShroudedKeyBag).key);
}
function pairOf(certificate, privateKey) {
  const publicKey = certificate.publicKey;
  if (!publicKey.n.equals(privateKey.n) || !publicKey.e.equals(privateKey.e)) throw new Error("not of one pair");
  return { publicKey, privateKey };
}
function prove({ publicKey, privateKey }) {
  const digest = import_node_forge.md.sha256.create().update("proof");
  if (!publicKey.verify(digest.digest().bytes(), privateKey.sign(digest))) throw new Error("a damaged key");
}
void (0, import_compare.compare)(
  { ours: inspect, reference: REFERENCES[reference][isBundle ? "pkcs12" : "pair"] },
  { rounds: Number(rounds), time: Number(time) }
).then(import_report.report);
