import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reviewPage } from "../../scripts/review-page";
import { describeDeploy } from "../support/describe-deploy";

jest.setTimeout(180_000);

describeDeploy("docs/review.md", () => {
  test("is what a pull request looks like today; if it should change, run: npx tsx scripts/write-review.ts", async () => {
    expect(await reviewPage()).toBe(readFileSync(join(__dirname, "../../docs/review.md"), "utf8"));
  });
});
