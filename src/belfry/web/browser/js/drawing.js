// A signature drawn by finger, pen or mouse becomes strokes of whole numbers in a hidden field. Without this script, or with the
// keyboard alone, the name is typed.
const frame = document.querySelector("[data-drawing]");

if (frame) {
  const canvas = frame.querySelector("canvas");
  const field = document.querySelector("[data-strokes]");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let isDown = false;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      within(((event.clientX - box.left) * canvas.width) / box.width, canvas.width),
      within(((event.clientY - box.top) * canvas.height) / box.height, canvas.height),
    ];
  };
  const show = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
    const drawn = strokes.filter((stroke) => stroke.length > 1);
    field.value = drawn.map((stroke) => `M${stroke.map((at) => at.join(" ")).join("L")}`).join("");
  };

  frame.hidden = false;
  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    const stroke = strokes.at(-1);
    const [x, y] = point(event);
    const [lastX, lastY] = stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < 3) return;
    stroke.push([x, y]);
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (isDown = false));
  frame.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    show();
  });
}
