// Machines are shared: what somebody typed and did not send leaves the machine with her, after she was asked.

import { forget, formsOf } from "./copies.js";

document.addEventListener("submit", (event) => {
  const user = event.target.dataset.signOut;
  if (!user) return;
  const unsent = formsOf(user);
  const question = `Trên máy này còn ${unsent.length} biểu mẫu có nội dung chưa gửi. Đăng xuất sẽ xóa phần đó khỏi máy. Vẫn đăng xuất?`;
  if (unsent.length && !confirm(question)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  unsent.forEach(forget);
}, true);
