// Runs inside the process of a function, as the runtime does in AWS Lambda: loads the handler and answers invocations.
import "./resolve-to-loopback";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What the local AWS sends to the process of a function. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadline: number;
  readonly payload: string;
}

/** The answer; `functionError` where the handler, or its loading, failed. */
export interface Outcome {
  readonly payload: string;
  readonly functionError?: "Unhandled";
}

type Handler = (event: unknown, context: unknown, callback: (error: unknown, result?: unknown) => void) => unknown;

const loading = loadHandler(process.env._HANDLER ?? "", process.env.LAMBDA_TASK_ROOT ?? "");
loading.catch(() => undefined);

process.on("message", async (invocation: Invocation) => {
  process.send?.(await outcome(invocation));
});
process.on("disconnect", () => process.exit());

async function outcome(invocation: Invocation): Promise<Outcome> {
  try {
    const result = await call(await loading, invocation);
    return { payload: JSON.stringify(result) ?? "null" };
  } catch (thrown) {
    const { name = "Error", message = String(thrown), stack = "" } = (thrown ?? {}) as Partial<Error>;
    console.error(JSON.stringify({ errorType: name, errorMessage: message, stack: stack.split("\n") }));
    return {
      payload: JSON.stringify({ errorType: name, errorMessage: message, trace: [] }),
      functionError: "Unhandled",
    };
  }
}

function call(handler: Handler, { requestId, functionArn, deadline, payload }: Invocation): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const context = {
      awsRequestId: requestId,
      invokedFunctionArn: functionArn,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    const returned = handler(JSON.parse(payload || "{}"), context, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    if (returned instanceof Promise) returned.then(resolve, reject);
  });
}

async function loadHandler(handler: string, folder: string): Promise<Handler> {
  const dot = handler.lastIndexOf(".");
  const file = [".js", ".mjs", ".cjs"].map((end) => join(folder, handler.slice(0, dot) + end)).find(existsSync);
  if (!file) throw named("Runtime.ImportModuleError", `Error: Cannot find module '${handler.slice(0, dot)}'`);
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown> & { default?: object };
  const name = handler.slice(dot + 1);
  const found = module[name] ?? (module.default as Record<string, unknown> | undefined)?.[name];
  if (typeof found !== "function") {
    throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  return found as Handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
