// The rooms of the house: what each is for, and which others it may import from.

export interface Room {
  readonly purpose: string;
  readonly mayImport: readonly string[];
}

/** What lies directly in src/ (".") is open to all. */
export const ROOMS: Readonly<Record<string, Room>> = {
  ".": {
    purpose: "entry points, and what every room needs: errors, findings, bounded files",
    mayImport: ["constructs", "verdict", "material", "host"],
  },
  constructs: {
    purpose: "the API for CDK apps: declarations become Terraform resources",
    mayImport: ["verdict", "material", "host", "wire", "registry", "inventory"],
  },
  x509: { purpose: "DER and certificates as facts, no verdicts", mayImport: [] },
  material: { purpose: "the user's files: PEM, private keys, passphrases", mayImport: ["x509"] },
  pkcs12: { purpose: "PKCS#12 bundles", mayImport: ["material", "x509"] },
  verdict: {
    purpose: "right or wrong: the handshake, and the rules that explain it",
    mayImport: ["pkcs12", "material", "x509"],
  },
  host: { purpose: "host names, patterns, precedence", mayImport: [] },
  wire: { purpose: "what crosses a boundary: type, writer and reader side by side", mayImport: ["host", "x509"] },
  registry: { purpose: "looking a host up: in the table, or in a manifest", mayImport: ["host", "wire"] },
  resolver: { purpose: "the Lambda function", mayImport: ["host", "x509", "wire", "registry"] },
  identity: {
    purpose: "which certificate a connection gets, and how long its key is kept",
    // What synth judges and what a check presents must be read alike.
    mayImport: ["host", "wire", "registry", "pkcs12", "material"],
  },
  runtime: {
    purpose: "the client of an API check: fetch, dispatcher, agent",
    mayImport: ["host", "wire", "registry", "identity", "proxy"],
  },
  proxy: { purpose: "the proxy on loopback, for any tool", mayImport: ["host", "x509"] },
  probe: { purpose: "the real server's word", mayImport: ["host", "wire", "proxy", "runtime", "x509"] },
  inventory: {
    purpose: "lists of certificates, and what differs between two of them",
    mayImport: ["host", "x509", "wire", "registry"],
  },
  recovery: { purpose: "a deploy that was cut off", mayImport: ["wire", "registry"] },
  import: { purpose: "client certificates as other tools declare them", mayImport: ["host", "wire"] },
  page: { purpose: "the inventory's page, in the browser", mayImport: ["host", "wire", "inventory"] },
  testing: { purpose: "matchers for users' tests", mayImport: ["constructs", "host"] },
  cli: {
    purpose: "the command line",
    mayImport: [
      "identity",
      "probe",
      "proxy",
      "verdict",
      "material",
      "host",
      "wire",
      "registry",
      "runtime",
      "inventory",
      "recovery",
      "import",
    ],
  },
};
