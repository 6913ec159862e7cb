"""What is made of the lessons: a site, hand-outs, a lesson of your own. Never installed."""
