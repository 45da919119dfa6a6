import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { reviewPage } from "./review-page";

reviewPage().then((page) => writeFileSync(join(__dirname, "../docs/review.md"), page));
