// gRPC, by @grpc/grpc-js: it makes its own TLS connections, of a context that is asked for.
import { Client, credentials } from "@grpc/grpc-js";
import type { ClientCertificates } from "cdktf-client-certificates/runtime";

/** Calls a method that takes bytes and answers with bytes. A channel keeps its context: make a new one after a renewal. */
export async function callGrpc(
  certificates: ClientCertificates,
  target: string,
  method: string,
  request: Buffer,
): Promise<Buffer> {
  const { secureContext } = await certificates.secureContextFor(`grpc://${target}`);
  const client = new Client(target, credentials.createFromSecureContext(secureContext));
  const asIs = (bytes: Buffer) => bytes;
  try {
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest(method, asIs, asIs, request, (error, response) => {
        if (error) reject(error);
        else if (response) resolve(response);
      });
    });
  } finally {
    client.close();
  }
}
