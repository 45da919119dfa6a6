// gRPC through the proxy: the four kinds of calls, with their metadata, trailers and statuses, by @grpc/grpc-js as a child
// that has the proxy's environment and nothing else.
import { execFile } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { promisify } from "node:util";
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from "@grpc/grpc-js";
import type { CertificateProxy } from "../../src/runtime";
import { RuntimeScene } from "../support/runtime-scene";

const asIs = (bytes: Buffer) => bytes;
const codec = { requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs };
const kind = (name: string, requestStream: boolean, responseStream: boolean) => ({
  [name]: { path: `/echo/${name}`, requestStream, responseStream, ...codec },
});

interface Call {
  getAuthContext(): { sslPeerCertificate?: { subject: { CN?: string | string[] } } };
}
const subjectOf = (call: Call) => String(call.getAuthContext().sslPeerCertificate?.subject.CN);

function trailersOf(call: { readonly metadata: Metadata }): Metadata {
  const trailers = new Metadata();
  trailers.set("x-told", call.metadata.get("x-told")[0] ?? "nothing");
  return trailers;
}

const events = new EventEmitter();

const HANDLERS = {
  unary(call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
    const heads = new Metadata();
    heads.set("x-head", "1");
    call.sendMetadata(heads);
    const text = `${subjectOf(call)} said ${call.request}`;
    if (String(call.request) === "fail")
      answer({ code: 9, details: `not for ${subjectOf(call)}: ä`, metadata: trailersOf(call) });
    else answer(null, Buffer.from(text), trailersOf(call));
  },
  /** Answers when the client has said its last. */
  clientStream(call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
    let bytes = 0;
    call.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    call.on("end", () => answer(null, Buffer.from(`${subjectOf(call)} sent ${bytes}`), trailersOf(call)));
  },
  /** Ends with an error after what it had to say. */
  serverStream(call: ServerWritableStream<Buffer, Buffer>) {
    for (let i = 0; i < Number(call.request); i++) call.write(Buffer.alloc(1_000, i));
    call.emit("error", { code: 11, details: "no more", metadata: trailersOf(call) });
  },
  /** Answers each message before the next one comes. */
  bothStream(call: ServerDuplexStream<Buffer, Buffer>) {
    call.on("data", (chunk: Buffer) => call.write(Buffer.from(`${subjectOf(call)} heard ${chunk}`)));
    call.on("end", () => call.end(trailersOf(call))).on("cancelled", () => events.emit("cancelled"));
  },
};

let scene: RuntimeScene;
let proxy: CertificateProxy;
const server = new Server();
let port: number;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost"]);
  await scene.declare("localhost", { subject: "check" });
  server.addService(
    {
      ...kind("unary", false, false),
      ...kind("clientStream", true, false),
      ...kind("serverStream", false, true),
      ...kind("bothStream", true, true),
    },
    HANDLERS,
  );
  const { certificate, privateKey } = scene.serverCertificate;
  const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) };
  const secure = ServerCredentials.createSsl(Buffer.from(scene.authority.certificate), [pair], true);
  port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", secure, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  proxy = await scene.client().proxy({ report: () => undefined });
});
afterAll(async () => {
  server.forceShutdown();
  await proxy.close();
  await scene.stop();
});

/** Runs a script that has a client, and tells what it prints. */
async function run(script: string): Promise<unknown> {
  const before = `const { Client, credentials, Metadata } = require("@grpc/grpc-js");
    const client = new Client("localhost:${port}", credentials.createSsl());
    const asIs = (bytes) => bytes;
    const metadata = new Metadata();
    metadata.set("x-told", "this");
    const options = { deadline: Date.now() + 20000 };
    const told = {};
    /** Waits for the status, and remembers it. */
    const ended = (call) => new Promise((resolve) => call.on("status", ({ code, details, metadata }) => {
      Object.assign(told, { code, details, trailer: metadata.get("x-told")[0] });
      resolve();
    }).on("error", () => undefined));
    const print = () => { console.log(JSON.stringify(told)); client.close(); };`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["-e", `${before}\n(async () => { ${script}\nprint(); })();`],
    {
      env: { ...process.env, ...proxy.env },
      cwd: `${__dirname}/../..`,
      timeout: 25_000,
    },
  );
  return JSON.parse(stdout);
}

const unary = (
  request: string,
) => `const call = client.makeUnaryRequest("/echo/unary", asIs, asIs, Buffer.from("${request}"), metadata,
  options, (error, answer) => { told.answer = answer && String(answer); });
  call.on("metadata", (head) => { told.head = head.get("x-head")[0]; });
  await ended(call);`;

test("a call is made with the certificate of the host; metadata, answer, trailers and status arrive", async () => {
  expect(await run(unary("hello"))).toEqual({
    answer: "check said hello",
    head: "1",
    code: 0,
    details: "OK",
    trailer: "this",
  });
});

test("a call that fails ends with the server's status, details and trailers", async () => {
  expect(await run(unary("fail"))).toEqual({ head: "1", code: 9, details: "not for check: ä", trailer: "this" });
});

test("a method that is not there is UNIMPLEMENTED, as the server says it", async () => {
  expect(await run(unary("hello").replace("/echo/unary", "/echo/none"))).toMatchObject({ code: 12 });
});

test("a stream of the client is answered after its last message", async () => {
  const script = `const call = client.makeClientStreamRequest("/echo/clientStream", asIs, asIs, metadata, options,
      (error, answer) => { told.answer = answer && String(answer); });
    const end = ended(call);
    for (let i = 0; i < 300; i++) call.write(Buffer.alloc(1000));
    call.end();
    await end;`;
  expect(await run(script)).toEqual({ answer: "check sent 300000", code: 0, details: "OK", trailer: "this" });
});

test("a stream of the server arrives message by message, and its status after it", async () => {
  const script = `const call = client.makeServerStreamRequest("/echo/serverStream", asIs, asIs, Buffer.from("300"), metadata, options);
    told.lengths = []; told.order = true;
    call.on("data", (chunk) => { told.order &&= chunk[0] === told.lengths.length % 256; told.lengths.push(chunk.length); });
    await ended(call);
    told.count = told.lengths.length; told.lengths = [...new Set(told.lengths)];`;
  expect(await run(script)).toEqual({
    count: 300,
    lengths: [1_000],
    order: true,
    code: 11,
    details: "no more",
    trailer: "this",
  });
});

test("both sides stream: each message is answered before the next one is sent", async () => {
  const script = `const call = client.makeBidiStreamRequest("/echo/bothStream", asIs, asIs, metadata, options);
    const end = ended(call);
    told.heard = [];
    for (const word of ["one", "two", "three"]) {
      call.write(Buffer.from(word));
      await new Promise((resolve) => call.once("data", (chunk) => { told.heard.push(String(chunk)); resolve(); }));
    }
    call.end();
    await end;`;
  expect(await run(script)).toEqual({
    heard: ["check heard one", "check heard two", "check heard three"],
    code: 0,
    details: "OK",
    trailer: "this",
  });
});

test("a call that its client takes back is CANCELLED, on both sides", async () => {
  const cancelled = once(events, "cancelled");
  const script = `const call = client.makeBidiStreamRequest("/echo/bothStream", asIs, asIs, metadata, options);
    const end = ended(call);
    call.once("data", () => call.cancel());
    call.write(Buffer.from("hello"));
    await end;`;
  expect(await run(script)).toMatchObject({ code: 1 });
  await cancelled;
});
