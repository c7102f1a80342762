// How what a component shows becomes a file of the person's own.

import { penOf } from "./shared.js";

/** @type {(blob: Blob, name: string) => void} */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A picture as "svg", or as "png" with two pixels for one.
/** @type {(source: string, format: "svg" | "png", name: string) => Promise<void>} */
export async function savePicture(source, format, name) {
  const svg = new Blob([source], { type: "image/svg+xml" });
  if (format === "svg") return download(svg, `${name}.svg`);
  const image = new Image();
  const canvas = document.createElement("canvas");
  image.src = URL.createObjectURL(svg);
  await image.decode();
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  penOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((png) => png && download(png, `${name}.png`));
}
