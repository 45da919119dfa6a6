import { AwsV4Signer } from "aws4fetch";
import fc from "fast-check";
import { signedHeaders } from "../../src/registry/sign";

/** What another implementation says of the same request. */
async function byAws4fetch(
  ...[signer, request, now]: Required<Parameters<typeof signedHeaders>>
): Promise<Record<string, string>> {
  const datetime = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const { headers } = await new AwsV4Signer({
    ...signer,
    ...request,
    method: "POST",
    datetime,
    allHeaders: true,
  }).sign();
  return Object.fromEntries(headers);
}

const word = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const value = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,40}[\x21-\x7e])?$/);
const signer = fc.record({
  region: name,
  service: fc.constantFrom("dynamodb", "lambda", "secretsmanager"),
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: word,
  sessionToken: fc.option(word, { nil: undefined }),
});
const request = fc.record({
  url: fc
    .tuple(fc.constantFrom("https://aws.test", "http://127.0.0.1:4566"), fc.array(fc.string({ unit: "grapheme" })))
    .map(
      ([origin, path]) =>
        `${origin}/${path
          .filter((it) => !/^\.*$/.test(it))
          .map(encodeURIComponent)
          .join("/")}`,
    ),
  headers: fc.record({ "content-type": value, "x-amz-target": value }),
  body: fc.string({ unit: "grapheme" }),
});
const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });

test("a request is signed as another implementation signs it", async () => {
  await fc.assert(
    fc.asyncProperty(signer, request, moment, async (...given) => {
      const { host: _, ...theirs } = await byAws4fetch(...given);
      expect(signedHeaders(...given)).toEqual(theirs);
    }),
  );
});
