// A server that answers as kinote does, with made-up studies: for working on the pages without building the program.
//
//   node e2e/mock/server.mjs            serves web/dist and the API on http://127.0.0.1:4310
//
// KINOTE_MOCK_PORT    another port (0: any free one)
// KINOTE_MOCK_TOKEN   asks for a token as the program does: open /?token=... first
// KINOTE_MOCK_IMAGES  a folder of JPEG files to show in place of the drawn ones; `ct-1.jpg` is shown in CT studies, and so on
import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { makeData, makeQuarantine, makeSelections, makeSummary } from "./data.mjs";
import { phantomPng } from "./phantom.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const policy = "default-src 'self'; img-src 'self' data:; style-src 'self'";

/**
 * @param {{port?: number, token?: string, images?: string, studies?: number}} options
 * @returns {Promise<{url: string, data: object, close: () => Promise<void>}>} url holds the token where there is one; data may be changed
 */
export async function startMock({ port = 0, token = "", images = "", studies = 64 } = {}) {
  const mock = {
    token,
    data: makeData(studies),
    quarantine: studies > 0 ? makeQuarantine() : [],
    selections: studies > 0 ? makeSelections() : [],
    startedAt: Date.now(),
    files: images === "" ? [] : readdirSync(images).filter((name) => name.endsWith(".jpg")).sort().map((name) => join(images, name)),
  };
  const server = createServer((request, response) => answer(mock, request, response));
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}/`;
  return {
    url: token === "" ? address : `${address}?token=${token}`,
    data: mock.data,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function answer(mock, request, response) {
  const url = new URL(request.url, "http://mock");
  if (mock.token !== "" && url.searchParams.get("token") === mock.token) {
    url.searchParams.delete("token");
    response.writeHead(303, { Location: url.pathname + url.search, "Set-Cookie": `kinote=${mock.token}; HttpOnly; SameSite=Strict; Path=/` });
    response.end();
    return;
  }
  if (!url.pathname.startsWith("/api/")) {
    sendFile(response, url.pathname);
    return;
  }
  if (mock.token !== "" && !(request.headers.cookie ?? "").includes(`kinote=${mock.token}`)) {
    sendError(response, 401, "unauthorized", "The address with the token has not been opened in this browser.");
    return;
  }
  const route = routes.find(([pattern]) => pattern.test(url.pathname));
  if (!route) {
    sendError(response, 404, "not_found", `There is no ${url.pathname}.`);
    return;
  }
  route[1](mock, response, url.searchParams, route[0].exec(url.pathname)?.[1] ?? "");
}

const routes = [
  [/^\/api\/studies$/, sendStudies],
  [/^\/api\/studies\/([^/]+)$/, sendStudy],
  [/^\/api\/studies\/([^/]+)\/notes$/, sendNotes],
  [/^\/api\/notes\/([^/]+)$/, sendNote],
  [/^\/api\/instances\/([^/]+)\/rendered$/, sendPicture],
  [/^\/api\/quarantine$/, (mock, response, query) => sendPage(response, query, "objects", mock.quarantine)],
  [/^\/api\/selections$/, (mock, response, query) => sendPage(response, query, "selections", mock.selections)],
  [/^\/api\/summary$/, (mock, response) => sendJson(response, makeSummary(mock.data, mock.startedAt))],
];

function sendStudies(mock, response, query) {
  const search = (query.get("search") ?? "").toLowerCase();
  const found = mock.data.studies.filter((study) =>
    [study.patient_name, study.patient_id, study.accession_number, study.description].some((value) => value.toLowerCase().includes(search)),
  );
  sendPage(response, query, "studies", found);
}

function sendStudy(mock, response, query, uid) {
  const study = mock.data.studies.find((each) => each.study_instance_uid === uid);
  if (study) sendJson(response, study);
  else sendError(response, 404, "not_found", `There is no study ${uid}.`);
}

function sendNotes(mock, response, query, uid) {
  const notes = mock.data.notes.get(uid);
  if (notes) sendJson(response, { notes });
  else sendError(response, 404, "not_found", `There is no study ${uid}.`);
}

function sendNote(mock, response, query, id) {
  const note = [...mock.data.notes.values()].flat().find((each) => each.id === id);
  if (note) sendJson(response, note);
  else sendError(response, 404, "not_found", `There is no note ${id}.`);
}

function sendPicture(mock, response, query, uid) {
  const modality = mock.data.images.get(uid);
  if (modality === undefined) {
    sendError(response, 404, "not_found", `There is no object ${uid}.`);
    return;
  }
  const seed = [...`${uid}${query.get("frame")}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const suited = mock.files.filter((file) => file.includes(`/${modality.toLowerCase()}-`));
  const files = suited.length > 0 ? suited : mock.files;
  const marked = query.has("presentationState");
  response.setHeader("Cache-Control", "private, max-age=3600");
  if (files.length > 0) send(response, "image/jpeg", readFileSync(files[seed % files.length]));
  else send(response, "image/png", phantomPng(Math.min(512, Number(query.get("width") ?? 512)), seed, marked));
}

function sendPage(response, query, name, rows) {
  const offset = Number(query.get("offset") ?? 0);
  const limit = Number(query.get("limit") ?? 25);
  sendJson(response, { [name]: rows.slice(offset, offset + limit), total: rows.length });
}

/** Every address that is no file shows the client, which knows its pages. */
function sendFile(response, path) {
  const file = join(dist, normalize(path));
  const found = file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : join(dist, "index.html");
  if (!existsSync(found)) {
    sendError(response, 404, "not_found", "Run `npm run build` first: there is no dist/index.html.");
    return;
  }
  response.setHeader("Content-Security-Policy", policy);
  send(response, types[extname(found)] ?? "application/octet-stream", readFileSync(found));
}

function sendJson(response, body) {
  send(response, "application/json", JSON.stringify(body));
}

function sendError(response, status, code, message) {
  response.statusCode = status;
  sendJson(response, { error: { code, message } });
}

function send(response, type, body) {
  response.setHeader("Content-Type", type);
  response.end(body);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startMock({
    port: Number(process.env.KINOTE_MOCK_PORT ?? 4310),
    token: process.env.KINOTE_MOCK_TOKEN ?? "",
    images: process.env.KINOTE_MOCK_IMAGES ?? "",
  });
  console.log(`The mock server answers at ${url}`);
}
