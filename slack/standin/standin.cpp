#include "slack/ids.h"
