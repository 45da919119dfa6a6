import { App } from "cdktf";
import { build } from "./stack";

// A pull request of a fork gets no passphrases. Its pipeline says so; nobody else's keys go unchecked.
const app = new App({
  context: { "client-certificates:allowUncheckedKeys": process.env.ALLOW_UNCHECKED_KEYS === "true" },
});
build(app);
app.synth();
