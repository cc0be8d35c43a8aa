// Beside the pages of a disc, which do without it: a button to print, and the arrow keys.
(function () {
  "use strict";

  function addPrintButton() {
    var place = document.getElementById("page-actions");
    if (place === null || typeof window.print !== "function") return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = place.getAttribute("data-print");
    button.addEventListener("click", function () {
      window.print();
    });
    place.appendChild(button);
  }

  function linkedPage(relation) {
    var link = document.querySelector("link[rel=" + relation + "]");
    return link === null ? null : link.href;
  }

  function isInWindow(element) {
    var box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  }

  /** The picture that was turned to while it is in sight, for the last ones cannot reach the top; else the lowest that has. */
  function pictureInSight(pictures) {
    var found = -1;
    for (var i = 0; i < pictures.length; i += 1) {
      if ("#" + pictures[i].id === window.location.hash && isInWindow(pictures[i])) return i;
      if (pictures[i].getBoundingClientRect().top < window.innerHeight / 2) found = i;
    }
    return found;
  }

  function turn(step) {
    var pictures = document.querySelectorAll(".picture");
    var wanted = pictureInSight(pictures) + step;
    if (wanted >= 0 && wanted < pictures.length) {
      window.location.replace("#" + pictures[wanted].id);
      return;
    }
    var page = linkedPage(step > 0 ? "next" : "prev");
    if (page !== null) window.location.href = page;
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else return;
    event.preventDefault();
  });

  addPrintButton();
})();
