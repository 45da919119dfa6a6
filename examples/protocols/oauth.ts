// OAuth 2.0 with mutual TLS (RFC 8705), by openid-client: the token's endpoint gets its certificate. "npx tsx oauth.ts"
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { type CustomFetch, clientCredentialsGrant, customFetch, discovery, TlsClientAuth } from "openid-client";

async function main(): Promise<void> {
  const [issuer = "https://login.acme.com", clientId = "acme-checks"] = process.argv.slice(2);
  await using certificates = ClientCertificates.fromSynth(process.env.SYNTH_OUTPUT ?? "cdktf.out");
  // The types of openid-client are narrower than fetch's own.
  const fetch: CustomFetch = (url, options) => certificates.fetch(url, options as RequestInit);
  const configuration = await discovery(new URL(issuer), clientId, {}, TlsClientAuth(), { [customFetch]: fetch });
  configuration[customFetch] = fetch;
  const { access_token } = await clientCredentialsGrant(configuration);

  // A token that is bound to the certificate says so in its claim cnf (RFC 8705, section 3.1).
  const { thumbprint } = await certificates.secureContextFor(issuer);
  const claims = JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString());
  console.log(
    claims.cnf?.["x5t#S256"] === thumbprint ? "the token is bound to the certificate" : "the token is not bound",
  );
}

main().catch((error: Error) => {
  console.error(`${error.name}: ${error.message}`, error.cause ?? "");
  process.exitCode = 1;
});
