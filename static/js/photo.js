// Makes photos smaller before they are sent (`<input type="file" data-shrink>`). What cannot be read is sent as it is.

const LONGEST = 2000;
const SMALL_ENOUGH = 1_000_000;

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches?.("input[type=file][data-shrink]")) return;
  const before = [...input.files];
  const after = await Promise.all(before.map(shrunk));
  const unchanged = before.every((file, index) => file === after[index]);
  const replacedMeanwhile = before.some((file, index) => file !== input.files[index]);
  if (unchanged || replacedMeanwhile) return;
  const files = new DataTransfer();
  after.forEach((file) => files.items.add(file));
  input.files = files.files;
});

async function shrunk(file) {
  if (file.size <= SMALL_ENOUGH || !["image/jpeg", "image/png", "image/webp"].includes(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}
