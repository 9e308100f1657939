import { strFromU8, unzipSync } from "fflate";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type ZipEntry, zip } from "../../src/build/zip.ts";

const A: ZipEntry = { name: "a/index.mjs", content: "export const handler = async () => ({ statusCode: 200 });\n" };
const B: ZipEntry = { name: "b.json", content: JSON.stringify({ text: "ü".repeat(5_000) }) };
const EMPTY: ZipEntry = { name: "empty", content: new Uint8Array() };

afterEach(() => {
  vi.useRealTimers();
});

describe("a zip", () => {
  test("has the same bytes whatever the order of its files", async () => {
    expect(await zip([EMPTY, B, A])).toEqual(await zip([A, B, EMPTY]));
  });

  test("has the same bytes whenever it is created", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2001-02-03T04:05:06Z") });
    const early = await zip([A, B]);
    vi.setSystemTime(new Date("2031-10-11T12:13:14Z"));
    expect(await zip([A, B])).toEqual(early);
  });

  test("has different bytes if a name or the content differs", async () => {
    const bytes = await zip([A]);
    expect(await zip([{ ...A, name: "other.mjs" }])).not.toEqual(bytes);
    expect(await zip([{ ...A, content: `${A.content} ` }])).not.toEqual(bytes);
  });

  test("returns every file unchanged", async () => {
    const files = unzipSync(await zip([A, B, EMPTY]));
    expect(Object.keys(files)).toEqual(["a/index.mjs", "b.json", "empty"]);
    expect(strFromU8(files["a/index.mjs"] ?? new Uint8Array())).toBe(A.content);
    expect(strFromU8(files["b.json"] ?? new Uint8Array())).toBe(B.content);
    expect(files["empty"]).toHaveLength(0);
  });

  test("marks every file as regular, readable by all and dated 1980-01-01", async () => {
    const headers = centralHeaders(await zip([A, B]));
    expect(headers.map(({ mode }) => mode.toString(8))).toEqual(["100644", "100644"]);
    expect(headers.map(({ dosDate, dosTime }) => [dosDate, dosTime])).toEqual([
      [0x0021, 0],
      [0x0021, 0],
    ]);
  });
});

interface CentralHeader {
  readonly mode: number;
  readonly dosDate: number;
  readonly dosTime: number;
}

// APPNOTE.TXT 4.3.12: unpacking tools read the central directory, which fflate does not expose.
function centralHeaders(bytes: Uint8Array): readonly CentralHeader[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = [...Array(bytes.length - 4).keys()].filter((at) => view.getUint32(at, true) === 0x02014b50);
  return starts.map((at) => ({
    mode: view.getUint32(at + 38, true) >>> 16,
    dosTime: view.getUint16(at + 12, true),
    dosDate: view.getUint16(at + 14, true),
  }));
}
