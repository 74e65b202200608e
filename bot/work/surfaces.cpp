// All surfaces. A new one: a file in bot/work/surfaces/, its name in core/effects.h, and one line here.
#include "bot/work/work.h"

namespace muster::bot {

namespace surfaces {
SurfaceResult channel(const Work&, const storage::SurfaceTask&);
SurfaceResult members(const Work&, const storage::SurfaceTask&);
SurfaceResult control(const Work&, const storage::SurfaceTask&);
SurfaceResult pin(const Work&, const storage::SurfaceTask&);
SurfaceResult topic(const Work&, const storage::SurfaceTask&);
SurfaceResult bookmark(const Work&, const storage::SurfaceTask&);
SurfaceResult announcement(const Work&, const storage::SurfaceTask&);
}  // namespace surfaces

const SurfaceKind* find_surface(core::Surface surface) {
  static const SurfaceKind kinds[] = {
      {core::Surface::channel, surfaces::channel},
      {core::Surface::members, surfaces::members},
      {core::Surface::control, surfaces::control},
      {core::Surface::pin, surfaces::pin},
      {core::Surface::topic, surfaces::topic},
      {core::Surface::bookmark, surfaces::bookmark},
      {core::Surface::announcement, surfaces::announcement},
  };
  for (const auto& kind : kinds) {
    if (kind.surface == surface) return &kind;
  }
  return nullptr;
}

}  // namespace muster::bot
