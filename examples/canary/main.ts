import { App } from "cdktf";
import { makePki } from "../api-check/pki";
import { build } from "./stack";

makePki("pki").then(() => {
  const app = new App();
  build(app);
  app.synth();
});
