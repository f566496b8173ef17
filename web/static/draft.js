/* Words selected in the document go along when a duty is added; without this file they are typed. */
document.addEventListener("selectionchange", () => {
  const link = document.querySelector("[data-add]");
  const chosen = document.getSelection();
  if (!link || !chosen) return;
  const inside = chosen.anchorNode && document.querySelector(".source .text")?.contains(chosen.anchorNode);
  const words = inside ? chosen.toString().replace(/\s+/g, " ").trim().slice(0, 2000) : "";
  if (words) link.href = link.dataset.add + "?source=" + encodeURIComponent(words);
});
