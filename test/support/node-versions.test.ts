import { type NodeMajor, nodeBinary } from "./node-versions";

test("the Node that runs this serves for its own version", async () => {
  const major = process.versions.node.split(".")[0] as NodeMajor;
  expect(await nodeBinary(major)).toBe(process.execPath);
});
