// The least that a check can do: one signed call for the key, and undici with the certificate. Host, certificate and the
// secret's name are written in it (defined where it is bundled).
import { AwsV4Signer } from "aws4fetch";
import { Agent, fetch } from "undici";

declare const URL_OF_CHECK: string;
declare const CERTIFICATE: { readonly cert: string; readonly ca: string };
declare const SECRET: string;

let agent: Agent | undefined;

export async function handler(): Promise<object[]> {
  agent ??= new Agent({ connect: { ...CERTIFICATE, key: await privateKey() } });
  const response = await fetch(URL_OF_CHECK, { dispatcher: agent });
  await response.text();
  return [{ url: URL_OF_CHECK, status: response.status }];
}

async function privateKey(): Promise<string> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL } = process.env;
  const signed = await new AwsV4Signer({
    accessKeyId: AWS_ACCESS_KEY_ID!,
    secretAccessKey: AWS_SECRET_ACCESS_KEY!,
    service: "secretsmanager",
    region: AWS_REGION!,
    url: AWS_ENDPOINT_URL!,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue" },
    body: JSON.stringify({ SecretId: SECRET }),
  }).sign();
  const response = await fetch(signed.url, {
    method: "POST",
    headers: Object.fromEntries(signed.headers),
    body: signed.body as string,
  });
  if (!response.ok) throw new Error(await response.text());
  const { SecretString } = (await response.json()) as { SecretString: string };
  return (JSON.parse(SecretString) as { privateKey: string }).privateKey;
}
