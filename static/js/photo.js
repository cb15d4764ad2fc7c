// Makes photos smaller before they are sent (`<input type="file" data-shrink>`), and turns what only this browser can
// read (HEIC, WEBP) into JPEG. What it cannot read is sent as it is: the server says what is wrong with it.

const LONGEST = 2000;
const SMALL_ENOUGH = 1_000_000;
const AS_THEY_ARE = ["image/jpeg", "image/png"];
const TURNED = ["image/webp", "image/heic", "image/heif", "image/avif"]; // the server does not read these
const SUFFIXES = { heic: "image/heic", heif: "image/heif", webp: "image/webp", avif: "image/avif" };

const working = new Map(); // input → the promise of its smaller photos

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("input[type=file][data-shrink]")) return;
  const work = replaceBySmaller(input).finally(() => {
    if (working.get(input) === work) working.delete(input);
  });
  working.set(input, work);
});

// A form that is sent meanwhile waits for its photos. In the capture phase: `once.js` must not see this first press.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const waiting = [...form.elements].map((field) => working.get(field)).filter(Boolean);
  if (!waiting.length) return;
  event.preventDefault();
  event.stopPropagation();
  event.submitter?.setAttribute("aria-busy", "true");
  await Promise.allSettled(waiting);
  event.submitter?.removeAttribute("aria-busy");
  form.requestSubmit(event.submitter);
}, true);

async function replaceBySmaller(input) {
  const before = [...input.files];
  const after = [];
  for (const file of before) after.push(await shrunk(file)); // one by one: ten at once would not fit into a phone
  const unchanged = before.every((file, index) => file === after[index]);
  const replacedMeanwhile = input.files.length !== before.length || before.some((file, index) => file !== input.files[index]);
  if (unchanged || replacedMeanwhile) return;
  const files = new DataTransfer();
  after.forEach((file) => files.items.add(file));
  input.files = files.files;
}

async function shrunk(file) {
  const type = file.type || SUFFIXES[file.name.split(".").pop().toLowerCase()] || "";
  const isTurned = TURNED.includes(type);
  if (!isTurned && (file.size <= SMALL_ENOUGH || !AS_THEY_ARE.includes(type))) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }); // upright, as the camera noted
    const blob = await asJpeg(picture);
    if (!blob || (blob.size >= file.size && !isTurned)) return file;
    const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}

function asJpeg(picture) {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // JPEG knows no transparency: without this it turns black
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}
