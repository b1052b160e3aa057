// Keys of the console: Enter leaves the address, a key picks what is seen, "-" makes it five minutes earlier, Escape
// begins again. They count inside the console only, so that nothing else on the page is pressed by chance.
const desk = document.querySelector("[data-console]");
if (desk) {
  const address = desk.querySelector("[name=q]");
  const found = desk.querySelector("#desk");
  // After Enter the answer to the whole address is awaited; a key that is pressed meanwhile counts then.
  let isAwaited = false;
  let awaited = "";

  const press = (key) => {
    const button = found.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button?.click();
    return Boolean(button);
  };

  desk.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      address.focus();
      address.select();
    } else if (event.target === address) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      isAwaited = true;
      awaited = "";
      found.focus();
      address.dispatchEvent(new Event("look"));
    } else if (isAwaited && event.key.length === 1) {
      awaited = event.key;
    } else if (press(event.key)) {
      event.preventDefault();
    }
  });

  desk.addEventListener("htmx:afterSettle", () => {
    if (isAwaited) {
      isAwaited = false;
      if (!awaited || !press(awaited)) found.querySelector("[name=fact]")?.focus();
    } else if (document.activeElement !== address) {
      found.querySelector("[autofocus]")?.focus();
    }
  });
}
