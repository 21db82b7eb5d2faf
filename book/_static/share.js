// WeChat shows beside a shared page the first large picture that stands on it, and draws no SVG: in its browser the
// picture of the page stands first, unseen.
document.addEventListener("DOMContentLoaded", () => {
  const about = document.querySelector('meta[property="og:image"]');
  if (!about || !/MicroMessenger/.test(navigator.userAgent)) return;
  const frame = document.createElement("div");
  frame.hidden = true;
  const picture = new Image();
  picture.alt = "";
  picture.src = about.content;
  frame.append(picture);
  document.body.prepend(frame);
});
