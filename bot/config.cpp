#include "bot/config.h"
