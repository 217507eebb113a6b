## The projector

display-title = Display
