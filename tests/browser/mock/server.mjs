// The mock: serves web/dist and answers /api/v1 like `fugong serve`, with the same strict headers.
// Usage: node tests/browser/mock/server.mjs [PORT]     (default 8014)
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "./check.mjs";
import { loadPacks, provisionView } from "./packs.mjs";

const kDist = fileURLToPath(new URL("../../../web/dist/", import.meta.url));
const kMostBody = 256 * 1024;
const kTypes = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
export const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

function problem(response, request, status, zh, en, errors = []) {
  const text = request.headers["accept-language"]?.startsWith("en") ? en : zh;
  response.writeHead(status, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify({ type: "about:blank", title: text, status, detail: "", errors }));
}

async function body(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > kMostBody) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

async function api(packs, path, request, response) {
  const send = (value) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(value));
  };
  if (path === "/api/v1/health") return send({ status: "ok" });
  if (path === "/api/v1/measures") return send(packs.notice);
  if (path === "/api/v1/facts") return send(packs.facts);
  if (path === "/api/v1/demo/firms") return send({ synthetic: true, firms: packs.demo });
  const list = /^\/api\/v1\/lists\/(.+)$/.exec(path);
  if (list && packs.lists.has(list[1])) return send(packs.lists.get(list[1]));
  const provision = /^\/api\/v1\/provisions\/(.+)$/.exec(path);
  if (provision && packs.provisions.has(provision[1])) return send(provisionView(packs.provisions.get(provision[1]), packs));
  if (path === "/api/v1/check" && request.method === "POST") {
    const text = await body(request);
    try {
      return send(check(packs, JSON.parse(text)));
    } catch (error) {
      console.error(error);
      return problem(response, request, 400, "请求内容有误", "The request can't be read");
    }
  }
  return problem(response, request, 404, "没有找到", "Not found");
}

export function startMock(port = 0) {
  const packs = loadPacks();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    response.setHeader("Content-Security-Policy", kPolicy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (path.startsWith("/api/")) {
      response.setHeader("Cache-Control", "no-store");
      void api(packs, path, request, response);
      return;
    }
    let file = join(kDist, normalize(path));
    if (!file.startsWith(kDist) || !existsSync(file) || statSync(file).isDirectory()) {
      // Like the server: a path with a dot is a file, everything else a page.
      if (path.includes(".")) return problem(response, request, 404, "没有找到", "Not found");
      file = join(kDist, "index.html");
    }
    response.writeHead(200, { "Content-Type": kTypes[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve({ url: `http://127.0.0.1:${address.port}`, stop: () => server.close() });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock(Number(process.argv[2] ?? 8014));
  console.log(url);
}
