import { App } from "cdktf";
import { makePki } from "./pki";
import { build } from "./stacks";

makePki("pki").then(() => {
  const app = new App();
  build(app);
  app.synth();
});
