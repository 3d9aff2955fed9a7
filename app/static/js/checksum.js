// The check page: hashes a chosen file in the browser and compares it; nothing is sent anywhere.

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

for (const area of document.querySelectorAll("[data-checksum]")) {
  const result = area.querySelector("[data-checksum-result]");
  if (!crypto.subtle) {
    area.hidden = true;
    continue;
  }
  area.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const same = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) === area.dataset.checksum;
    result.className = `note note-${same ? "ok" : "stop"}`;
    result.textContent = same ? area.dataset.same : area.dataset.other;
  });
}
