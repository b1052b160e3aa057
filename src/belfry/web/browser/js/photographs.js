// Photographs of a report. Those that are chosen are made smaller before they travel, which also leaves behind where
// they were taken; Belfry draws them anew all the same. While the form is not sent they stay in this browser, so that a
// form that is shown again still has them. What the police open comes as base64 and is drawn here: no address leads to it.
import { dropPhotographs, keepPhotographs, photographsOf } from "./drafts.js";

const MOST = 3;
const LONGEST = 2048;

function draw(canvas, picture) {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
}

async function smaller(file, canvas) {
  try {
    draw(canvas, await createImageBitmap(file));
  } catch {
    // Belfry says beside the field what is wrong with it.
    canvas.hidden = true;
    return file;
  }
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return drawn ? new File([drawn], "photograph.jpg", { type: "image/jpeg" }) : file;
}

function choosing(frame) {
  const field = frame.querySelector("input[type=file]");
  const { form } = field;
  const list = frame.querySelector("[data-photographs-list]");
  const hold = (files) => {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    field.files = held.files;
  };
  const show = async () => {
    const files = [];
    list.replaceChildren();
    for (const file of field.files) {
      const row = frame.querySelector("[data-photograph]").content.cloneNode(true);
      files.push(await smaller(file, row.querySelector("canvas")));
      row.querySelector("button").addEventListener("click", (event) => {
        hold([...field.files].filter((one, place) => place !== [...list.children].indexOf(event.target.closest("li"))));
        change();
      });
      list.append(row);
    }
    hold(files);
    frame.open ||= files.length > 0;
  };
  const change = async () => {
    await show();
    const key = form.elements.key?.value;
    if (key) await keepPhotographs(key, [...field.files]);
  };
  field.addEventListener("change", () => change().catch(() => {}));
  form.addEventListener("draft-filled", () => change().catch(() => {}));
  form.addEventListener("reset", () => list.replaceChildren());
  return async () => {
    const kept = form.elements.key?.value ? await photographsOf(form.elements.key.value) : [];
    if (!kept.length) return;
    hold(kept);
    await show();
    frame.querySelector("[data-photographs-gone]")?.remove();
  };
}

function opening(row) {
  const bytes = Uint8Array.from(atob(row.dataset.sealedPhotograph), (letter) => letter.charCodeAt(0));
  const picture = new Blob([bytes], { type: "image/jpeg" });
  row.removeAttribute("data-sealed-photograph");
  const save = row.querySelector("button");
  save.hidden = false;
  save.addEventListener("click", () => {
    const address = URL.createObjectURL(picture);
    Object.assign(document.createElement("a"), { href: address, download: row.dataset.name }).click();
    URL.revokeObjectURL(address);
  });
  return createImageBitmap(picture).then((one) => draw(row.querySelector("canvas"), one));
}

for (const frame of document.querySelectorAll("[data-photographs]")) choosing(frame)().catch(() => {});
for (const row of document.querySelectorAll("[data-sealed-photograph]")) opening(row).catch(() => {});
for (const done of document.querySelectorAll("[data-report-done]")) {
  dropPhotographs(done.dataset.reportDone).catch(() => {});
}
