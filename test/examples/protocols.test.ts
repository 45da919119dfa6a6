// The examples of other protocols, against servers that demand client certificates.
import { execFile } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import type { Server as HttpsServer } from "node:https";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { Server, ServerCredentials, type ServerUnaryCall } from "@grpc/grpc-js";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { WebSocketServer } from "ws";
import { callGrpc } from "../../examples/protocols/grpc";
import { askUndiciWebSocket } from "../../examples/protocols/undici-websocket";
import { askWebSocket } from "../../examples/protocols/websocket";
import { toLoopback } from "../support/loopback";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let certificates: ClientCertificates;
let presented: X509Certificate;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost"]);
  const { certificate } = await scene.declare("localhost", { subject: "check" });
  presented = new X509Certificate(certificate);
  certificates = ClientCertificates.fromSynth(scene.registry.directory, toLoopback);
});
afterAll(async () => {
  await certificates.close();
  await scene.stop();
});

describe.each([
  ["ws", askWebSocket],
  ["undici", askUndiciWebSocket],
])("a WebSocket by %s", (_, ask) => {
  test("is opened with the certificate of the host", async () => {
    const { port, server } = await scene.server({ handler: () => undefined });
    new WebSocketServer({ server: server as HttpsServer }).on("connection", (socket, request) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      socket.on("message", (text) => socket.send(`${subject.CN} said ${text}`));
    });
    expect(await ask(certificates, `wss://localhost:${port}/`, "hello")).toBe("check said hello");
  });

  test("fails where the server does not take the certificate", async () => {
    const other = await RuntimeScene.create(["localhost"]);
    const { port } = await scene.server({ clientAuthority: other.authority.certificate });
    await expect(ask(certificates, `wss://localhost:${port}/`, "hello")).rejects.toBeDefined();
    await other.stop();
  });
});

test("a gRPC call is made with the certificate of the host", async () => {
  const { certificate, privateKey } = scene.serverCertificate;
  const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) };
  const server = new Server();
  const asIs = (bytes: Buffer) => bytes;
  const call = {
    path: "/echo/Echo",
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { echo: call },
    {
      echo: (unary: ServerUnaryCall<Buffer, Buffer>, answer: (error: null, bytes: Buffer) => void) => {
        const subject = unary.getAuthContext().sslPeerCertificate?.subject.CN;
        answer(null, Buffer.from(`${subject} said ${unary.request}`));
      },
    },
  );
  const secure = ServerCredentials.createSsl(Buffer.from(scene.authority.certificate), [pair], true);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", secure, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const answer = await callGrpc(certificates, `localhost:${port}`, "/echo/Echo", Buffer.from("hello"));
  server.forceShutdown();
  expect(answer.toString()).toBe("check said hello");
});

test("a token is fetched with the certificate of its endpoint, and is bound to it", async () => {
  const server: MtlsServer = await scene.server({
    handler: (request, response) => {
      const issuer = `https://localhost:${server.port}`;
      const cnf = { "x5t#S256": createHash("sha256").update(presented.raw).digest("base64url") };
      const token = ["e30", Buffer.from(JSON.stringify({ cnf })).toString("base64url"), "x"].join(".");
      const body = request.url?.includes("well-known")
        ? { issuer, token_endpoint: `${issuer}/token` }
        : { access_token: token, token_type: "Bearer" };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    },
  });
  const example = join(__dirname, "../../examples/protocols/oauth.ts");
  const { stdout } = await promisify(execFile)("npx", ["tsx", example, `https://localhost:${server.port}`], {
    env: { ...process.env, SYNTH_OUTPUT: scene.registry.directory },
  });
  expect(stdout).toBe("the token is bound to the certificate\n");
  expect(server.requests.map(({ path, subject }) => `${subject} ${path}`)).toEqual([
    "check /.well-known/openid-configuration",
    "check /token",
  ]);
});

test("a host without a certificate has no thumbprint", async () => {
  const { thumbprint, registration } = await certificates.secureContextFor("https://www.example.com");
  expect({ thumbprint, registration }).toEqual({ thumbprint: null, registration: null });
});
