// Playwright starts the mock, and gives each test a session of its own.
import { defineConfig } from "@playwright/test";

const port = process.env.MOCK_PORT ?? "4010";

export default defineConfig({
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    // Without this line Playwright uses the browser that `npx playwright install chromium` brings.
    launchOptions: process.env.CHROMIUM
      ? { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] }
      : {},
  },
  webServer: {
    command: `${process.env.MOCK_SERVER ?? "mock-server"} serve --port ${port}`,
    url: `http://127.0.0.1:${port}/__health`,
  },
});
