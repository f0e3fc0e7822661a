// Paths of the API go to the mock: the page needs no CORS and no base URL of its own.
import { defineConfig } from "vite";

const mock = process.env.MOCK_URL ?? "http://127.0.0.1:4010";
const session = process.env.MOCK_SESSION ?? "vite";

export default defineConfig({
  server: {
    proxy: {
      "/v3": {
        target: mock,
        changeOrigin: true,
        // Every developer has a session, with its own scenario and clock.
        headers: { "X-Mock-Session": session },
      },
    },
  },
});
