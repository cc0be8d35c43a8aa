// `npm run dev:mock`: the pages with instant reload, over the mock server.
import { createServer } from "vite";
import { startMock } from "./server.mjs";

const mock = await startMock({ images: process.env.KINOTE_MOCK_IMAGES ?? "" });
process.env.KINOTE_API = mock.url;
const server = await createServer();
await server.listen();
server.printUrls();
