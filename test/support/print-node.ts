// Prints where the Node of a major version is: "npx tsx test/support/print-node.ts 22".
import { nodeBinary } from "./node-versions";
import { NODE_MAJORS } from "./packages";

const major = NODE_MAJORS.find((one) => one === process.argv[2]);
if (major === undefined) throw new Error(`give one of ${NODE_MAJORS.join(", ")}`);
console.log(nodeBinary(major));
