import { nodeBinary, nodeBinaryOrThis } from "./node-versions";
import { NODE_MAJORS } from "./packages";

const THIS = NODE_MAJORS.find((major) => process.versions.node.startsWith(`${major}.`))!;

test("the Node that runs this serves for its own version", () => {
  expect([nodeBinary(THIS), nodeBinaryOrThis(THIS)]).toEqual([process.execPath, process.execPath]);
});
